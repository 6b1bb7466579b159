import pytest

from feeds.reading.language import detect_language


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Cloud sales rise", "en"),
        ("Café owner says “no” to delivery apps", "en"),
        ("阿里云宣布降价", "zh-Hans"),
        ("阿里雲宣布降價", "zh-Hant"),
        ("Google Cloud 開源 Kubernetes 工具", "zh-Hant"),
        ("OpenAI 发布 GPT 新模型", "zh-Hans"),
        ("人工智能", "zh-Hans"),
        ("Chip maker raises prices - 조선일보", "en"),
        ("クラウドの料金を値上げ", ""),
        ("클라우드 가격 인상", ""),
        ("Облачные сервисы подорожали", ""),
        ("12 345", ""),
        ("", ""),
    ],
)
def test_language_is_read_from_the_letters(title: str, language: str) -> None:
    assert detect_language(title) == language
