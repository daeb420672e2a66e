"""The window's building parts; pages are made of these and of nothing Qt draws by itself.

| need | part |
|---|---|
| words, icons, hairlines | ``text``: Text, Elided, Icon, Rule; ``layouts``: row, column, panel, scrolled |
| buttons, keys, facts | ``buttons``: KeyButton, KeyCap; ``chip``: Chip; ``auditdesk.ui.keys``: bind |
| page frame | ``card``: PageHead, Card, BottomBar; ``split``: SplitView; ``tabs``: Tabs |
| right pane | ``detail``: DetailPane, Block |
| lists | ``tables``: TableView, Column, check_column; ``trees``: GroupedTree, Group; ``cells``: Cell, Span |
| inputs | ``field``: Field; ``inputs``: LineField, TextField, ComboField, DateField |
| choices | ``switch``: Switch, CheckBox, Radio; ``segmented``: Segmented, AnswerControl |
| secrets | ``passphrase``: PassphraseEdit; ``recovery``: RecoveryBoxes |
| told in place | ``notice``: Notice; ``empty``: EmptyState; ``bars``: JobRow, ProgressStrip, ShareBar |
| figures | ``stats``: StatStrip; ``trend``: TrendChart, Sparkline; ``heat_map``: HeatMap |
| strips | ``strips``: GlyphStrip, WorkdayStrip |
| evidence, samples | ``evidence``: EvidenceStrip, DropZone; ``samples``: SampleSlots; ``pdf``: PdfPane |
| steps, people | ``steps``: StepRail; ``avatar``: Avatar |

See all of them: ``python -m tests.ui.gallery OUT.png --theme dark``.
"""
