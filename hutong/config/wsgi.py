"""The door for web servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hutong.config.settings")
application = get_wsgi_application()

# After the settings are read: models cannot be imported before.
from django.utils import timezone  # noqa: E402

from hutong.determinations.bundles import warm_up  # noqa: E402

# The documents are read before the first visitor comes, and what stays for good is not looked through for rubbish
# again and again: that stopped a page for a fifth of a second now and then.
warm_up(on=timezone.localdate())
gc.collect()
gc.freeze()
