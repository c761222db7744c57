"""Django's settings; what differs between places is read from the surroundings (``environment.py``)."""

import os
from datetime import timedelta
from pathlib import Path

from hutong.config.environment import read_environment
from hutong.lib.dates import HERE

ROOM = Path(__file__).parent.parent
ENVIRONMENT = read_environment(os.environ)
HOME = ENVIRONMENT.home
KEYRING = ENVIRONMENT.keyring
PRODUCTION = ENVIRONMENT.production
SMALLEST_COUNT = ENVIRONMENT.smallest_count
OPENING_HOURS = ENVIRONMENT.opening_hours
RETENTION = ENVIRONMENT.retention
ERASED_BESIDE = ["hutong.exchange.forgetting.forget_children"]
RECORD_YEARS = ENVIRONMENT.record_years
UNUSUAL = ENVIRONMENT.unusual

SECRET_KEY = ENVIRONMENT.secret
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
ROOT_URLCONF = "hutong.config.urls"
# Addresses are one word, then what is below it: /children, /children/new.
SILENCED_SYSTEM_CHECKS = ["urls.W002"]
WSGI_APPLICATION = "hutong.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "hutong.places",
    "hutong.audit",
    "hutong.staff",
    "hutong.children",
    "hutong.determinations",
    "hutong.privacy",
    "hutong.tasks",
    "hutong.services",
    "hutong.protection",
    "hutong.indicators",
    "hutong.exchange",
    "hutong.api",
]
MIDDLEWARE = [
    # Outermost: what is refused further in carries its headers too.
    "hutong.pages.middleware.strict_content",
    "hutong.pages.sign_in.middleware.true_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before sessions: other systems are known by their token alone.
    "hutong.api.middleware.door_for_systems",
    "hutong.pages.middleware.readable_only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hutong.pages.sign_in.middleware.timed_sessions",
    "hutong.pages.middleware.acting_worker",
    "hutong.pages.sign_in.middleware.what_is_due_first",
    "hutong.pages.middleware.no_blank_pages",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOM / "pages"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "hutong.pages.context.for_every_page",
            ],
            "builtins": ["hutong.pages.words"],
        },
    }
]

DATABASES = {"default": dict(ENVIRONMENT.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.Worker"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "hutong.staff.signing_in.WorkerBackend"]
PASSWORD_HASHERS = ["hutong.staff.hashing.BearableArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Tries are counted by the mark of the name and the address; what was typed is not kept.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "hutong.staff.signing_in.get_username_mark"
AXES_LOCKOUT_CALLABLE = "hutong.pages.sign_in.locked.show_locked"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SECOND_FACTOR_REQUIRED = ENVIRONMENT.is_factor_required
PROXIES = ENVIRONMENT.proxies
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOM / "locale"]
USE_I18N = True
TIME_ZONE = HERE.key
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [ROOM / "pages" / "static"]
STATIC_ROOT = HOME / "static" if PRODUCTION else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

SESSION_ENGINE = "hutong.staff.session_store"
IDLE_TIME = timedelta(minutes=ENVIRONMENT.idle_minutes)
LONGEST_SESSION = timedelta(hours=ENVIRONMENT.session_hours)
SESSION_COOKIE_AGE = ENVIRONMENT.session_hours * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hutong.pages.amiss.views.show_stale_form"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 << 20
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    # Browsers take names that begin so from this host alone, over HTTPS: no neighbouring site can plant one.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    # The watching machine asks from beside, without HTTPS.
    SECURE_REDIRECT_EXEMPT = [r"^health$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}

# Other systems, and whoever asks without a token: requests in a minute.
API_TOKEN_PER_MINUTE = 600
API_ADDRESS_PER_MINUTE = 60
# Whoever answers by a signed link, from one address.
REPLY_LINKS_PER_MINUTE = 20
# Whoever asks on the public page to be called back, from one address.
CALL_BACKS_PER_MINUTE = 5

# What is logged names requests by their number and their screen, never by what was in them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "hutong.config.logs.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "is_silent": PRODUCTION,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Failed tries are on record; the log of the machine need not tell from where.
    # Machines that try names at random are answered 400; a page of log for each would fill the disk.
    # Django's own way of mailing faults to administrators is taken out: a mail would hold what was typed.
    "loggers": {
        "axes": {"level": "ERROR"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
