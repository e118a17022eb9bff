"""docs/audit.md: what each rule of the audit looks for, and what it deliberately lets pass, in the rules' own words."""

from ctcalendar.audit.finding import Rule
from ctcalendar.audit.rules import RULES

_MADE = "<!-- Made from the code by `make golden`; do not edit. -->"


def audit() -> str:
    """docs/audit.md, whole."""
    listed = "\n".join(f"| [`{rule.code}`](#{rule.code}) | {rule.severity} | {rule.title.en} |" for rule in RULES)
    return (
        f"""# The audit

{_MADE}

`ctcalendar audit` lists what in the record does not fit together, each with the words behind it and what to do, and
ends with 1 if there is anything. It changes nothing: what is wrong is amended, disputed or retracted by people, and
what is not known stays so until a source tells.

- **error**: cannot be right as it stands. **warning**: misleads until somebody looks at it. **info**: is not known, or
  rests on an assumption; often nothing can be done about it.
- It judges what a reader at the clearance asked for sees, as of the moment asked for (`--as-of`), by today's date: what
  is above the clearance neither makes a finding nor takes one away.
- `--code CODE` (several times) and `--severity` narrow it, and the exit code with it. Codes never change.

A finding as JSON (`--format json`; `jsonl`, `csv` and `md` have the same):

    {{"code", "severity", "subject": "KIND:ID", "message", "suggestion",
     "evidence": [{{"subject": "KIND:ID", "field", "value", "source", "language", "quote", "locator"}}]}}

| code | severity | says |
| --- | --- | --- |
{listed}

{"".join(map(_section, RULES))}""".rstrip()
        + "\n"
    )


def _section(rule: Rule) -> str:
    silent = "\n".join(f"- {one}" for one in rule.silent)
    return f"""## {rule.code}

{rule.title.en[0].upper()}{rule.title.en[1:]} ({rule.title.ar}). Severity: {rule.severity}.

**Speaks:** {rule.speaks}

**Silent:**

{silent}

"""
