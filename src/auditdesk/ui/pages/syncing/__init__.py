"""Parts of the page 同步: path, queue, alarms, conflicts, laptops, stick, set-up; the frame's watch."""
