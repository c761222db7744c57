"""What a browser calls itself, in the few words by which people know their devices."""

BROWSERS = (
    ("MicroMessenger", "微信"), ("HuaweiBrowser", "Huawei Browser"), ("MiuiBrowser", "Mi Browser"), ("Edg", "Edge"),
    ("QQBrowser", "QQ Browser"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"),
    ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def name_device(agent: str) -> str:
    """The browser and the system: ``Chrome · Windows``; "" where neither is known."""
    browser = next((name for word, name in BROWSERS if word in agent), "")
    system = next((name for word, name in SYSTEMS if word in agent), "")
    return " · ".join(one for one in (browser, system) if one)
