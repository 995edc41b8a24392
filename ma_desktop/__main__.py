"""Lets `python -m ma_desktop` start the program."""

from ma_desktop.app import main

raise SystemExit(main())
