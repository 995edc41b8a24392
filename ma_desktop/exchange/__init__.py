"""Files that come in and go out: FHIR and schedule CSV."""
