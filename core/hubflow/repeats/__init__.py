"""Point at ventures that may be of one applicant; a person decides whether they are."""
