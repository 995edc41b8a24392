"""Opens MA Desktop from a source checkout."""

from ma_desktop.app import main

raise SystemExit(main())
