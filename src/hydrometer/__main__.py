"""``python -m hydrometer`` is the command."""

import sys

from hydrometer.cli import main

sys.exit(main())
