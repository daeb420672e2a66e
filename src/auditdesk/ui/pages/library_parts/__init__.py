"""Parts of the page 清单与依据 (screen 09): tabs, comparison, approval, comments, effect on audits."""
