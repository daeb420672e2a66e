"""Finding and masking personal data in Chinese customer-service material, offline (DESIGN §5).

Finding: `detector` folds a text (`normalise`), lets `numbers`, `network`, `addresses` and `persons` propose
spans and resolves overlaps. `shapes` and `checks` judge numbers, `cues` are the words that announce them,
`places` the administrative divisions, `names` the optional name model, `rules` the word lists.

Masking: `styles` and `pseudonyms` say what is written instead, `text` does it and looks again at the result.
`files` takes whole files by content (`sniff`): `textfiles` (`decoding`, `escapes`, `flows`, `tables`,
`layouts`, `transcripts`, `segments`, `webpages`), `workbook`, `document` (`scrub`), `mail`, `archives`, `pdf`
(`pdfguard`, `pdfpages`, `pdftext`) and `pictures` (`ocr`, `regions`, `painting`). `packages` is the one door
for zip and XML, `filenames` names the copies, `results` holds limits and results. A `Masker` also notes plans
for review and obeys decisions.
`jsonl` serves ``auditdesk detect --jsonl``.
"""
