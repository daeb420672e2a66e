from auditdesk.i18n import preferred_language


def test_language_defaults_to_chinese_outside_english_systems():
    assert preferred_language({"LANG": "C"}) == "zh_CN"
    assert preferred_language({"LANG": "en_GB.UTF-8"}) == "en"
    assert preferred_language({"LANG": "en_US", "AUDITDESK_LANG": "zh_CN"}) == "zh_CN"
