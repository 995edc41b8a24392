"""The encrypted store: keys, tables, migrations and one repository per aggregate."""
