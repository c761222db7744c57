"""Names and numbers of a million invented children: as many surnames and given names as a province has."""

from random import Random

from hutong.lib.identity_number import make_unused

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "子梓浩宇轩涵雨欣怡佳嘉诗思梦雪婷静芳娜敏慧丽娟秀英华明国建军伟强磊洋勇艳杰涛超平刚桂兰鑫博文志远天翔俊凯晨阳"
    "一诺可馨语桐若汐沐辰奕泽睿铭柏霖皓然景行知恩安宁乐彤瑶琪玥萱妍菲蕊露霞云飞龙海波林森木火炎光亮星月日新春夏秋冬"
    "福禄寿喜富贵祥瑞康健康成功立业忠孝仁义礼智信和谐友善爱美好学敬之民生元亨利贞东南西北江河湖山石玉珠金银铁"
)
SERIALS = 50_000
WEIGHTS = [1 / (place + 3) for place in range(len(SURNAMES))]


def draw_name(random: Random) -> str:
    """Frequent surnames more often; two characters after it, seldom one."""
    (surname,) = random.choices(SURNAMES, WEIGHTS)
    given = random.choice(GIVEN) + (random.choice(GIVEN) if random.random() < 0.88 else "")
    return str(surname + given)


def number_of(place: int, *, born: object, sex: str) -> str:
    """An identity number that nobody bears, another one for every place in the row."""
    kind = "male" if sex == "1" else "female"
    # Those that begin with 9901 to 9909 are the demo's own.
    area = f"99{10 + place // SERIALS % 90:02d}"
    return make_unused(birth_date=born, sex=kind, serial=place % SERIALS, area=area)  # type: ignore[arg-type]
