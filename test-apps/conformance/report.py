# SPDX-License-Identifier: MIT
"""The results of run.py as text and as HTML."""

import html as h

MARK = {"pass": "ok", "tolerated": "tol", "fail": "FAIL"}


def summary(results):
    out = []
    for column, r in results.items():
        n = [v[0] for v in r.values()]
        out.append("%-40s %4d passed %4d tolerated %4d failed" % (
            column, n.count("pass"), n.count("tolerated"), n.count("fail")))
    return "\n".join(out)


def text(cases, results):
    columns = list(results)
    out = ["%2d  %s" % (n + 1, c) for n, c in enumerate(columns)] + [""]
    out.append(" " * 58 + " ".join("%4d" % (n + 1)
                                   for n in range(len(columns))))
    group = None
    for c in cases:
        cells = [results[k].get(c.id) for k in columns]
        if not any(cells):
            continue
        if c.group != group:
            group = c.group
            out += ["", "%s (%s)" % (group, c.ref)]
        out.append("%-8s %-48.48s " % (c.id, c.title) + " ".join(
            "%4s" % (MARK[v[0]] if v else "-") for v in cells))
    notes = ["", "What was not as required:"]
    for k in columns:
        for ident, (verdict, why) in results[k].items():
            if verdict != "pass":
                notes.append("  %s, %s: %s: %s" % (k, ident, verdict, why))
    return "\n".join(out + notes + ["", summary(results), ""])


STYLE = """body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}
td,th{border:1px solid #ccc;padding:2px 6px;text-align:left}
th{background:#eee;position:sticky;top:0}.pass{background:#cfc}
.tolerated{background:#ffc}.fail{background:#fcc}.none{color:#999}
.group{background:#ddf;font-weight:bold}"""


def html(cases, results):
    columns = list(results)
    out = ["<!DOCTYPE html><html><head><meta charset=utf-8>"
           "<title>WebSocket conformance</title><style>%s</style></head>"
           "<body><h1>WebSocket conformance</h1><pre>%s</pre>"
           "<p>passed: as required. tolerated: the RFC lets it pass. "
           "Point at a cell for the reason.</p><table><tr><th>case<th>" %
           (STYLE, h.escape(summary(results)))]
    out += ["<th>%s" % h.escape(k) for k in columns]
    group = None
    for c in cases:
        cells = [results[k].get(c.id) for k in columns]
        if not any(cells):
            continue
        if c.group != group:
            group = c.group
            out.append("<tr><td class=group colspan=%d>%s (%s)" % (
                len(columns) + 2, h.escape(group), h.escape(c.ref)))
        out.append("<tr><td>%s<td>%s" % (c.id, h.escape(c.title)))
        for v in cells:
            if v:
                out.append('<td class=%s title="%s">%s' % (
                    v[0], h.escape(v[1], quote=True), v[0]))
            else:
                out.append("<td class=none>-")
    out.append("</table></body></html>")
    return "\n".join(out) + "\n"
