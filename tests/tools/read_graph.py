"""Reads a file with a real reader of its format and prints what that reader found, as JSON.

Usage: read_graph.py graphml|gexf|cytoscape|jgf|csv|xlsx FILE
networkx reads GraphML, GEXF and Cytoscape JSON, jsonschema checks JSON Graph Format, openpyxl reads workbooks.
"""

import csv
import json
import pathlib
import sys

DATA = pathlib.Path(__file__).parent.parent / "data"


def from_networkx(graph, skip):
    """Nodes by id, and arrows as id, source, target, attributes."""
    assert graph.is_directed() and graph.is_multigraph(), type(graph)

    def own(attributes):
        return {name: value for name, value in attributes.items() if name not in skip}

    edges = []
    for source, target, key, attributes in graph.edges(keys=True, data=True):
        edges.append([attributes.get("id", key), source, target, own(attributes)])
    return {
        "graph": {n: v for n, v in graph.graph.items() if not n.endswith("_default")},
        "nodes": {node: own(attributes) for node, attributes in graph.nodes(data=True)},
        "edges": sorted(edges),
    }


def graphml(path):
    import networkx

    graph = networkx.read_graphml(path, force_multigraph=True)
    return from_networkx(graph, skip={"x", "y", "shape_type", "id"})


def gexf(path):
    import networkx
    from networkx.readwrite import gexf as module

    # A networkx that does not know 1.3 by name yet reads it as what it knows: the elements are the same.
    known = dict(module.GEXF.versions["1.2draft"])
    known.update(NS_GEXF="http://gexf.net/1.3", NS_VIZ="http://gexf.net/1.3/viz", VERSION="1.3")
    module.GEXF.versions.setdefault("1.3", known)
    graph = networkx.MultiDiGraph(networkx.read_gexf(path, version="1.3"))
    return from_networkx(graph, skip={"viz", "id"})


def cytoscape(path):
    import networkx

    with open(path, encoding="utf-8") as file:
        graph = networkx.cytoscape_graph(json.load(file))
    found = from_networkx(graph, skip={"id", "value", "source", "target", "key", "interaction"})
    for attributes in found["nodes"].values():
        attributes["label"] = attributes.pop("name")
    return found


def jgf(path):
    import jsonschema

    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    schema = json.loads((DATA / "json-graph-format-2.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(document)
    graph = document["graph"]
    for edge in graph["edges"]:
        assert edge["source"] in graph["nodes"] and edge["target"] in graph["nodes"], edge
    return {
        "graph": graph["metadata"],
        "nodes": {key: {"label": node["label"], **node["metadata"]} for key, node in graph["nodes"].items()},
        "edges": sorted([e["id"], e["source"], e["target"], e["metadata"]] for e in graph["edges"]),
    }


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        delimiter = csv.Sniffer().sniff(file.readline(), delimiters=",;").delimiter
        file.seek(0)
        return {"delimiter": delimiter, "rows": list(csv.reader(file, delimiter=delimiter, strict=True))}


def workbook(path):
    import openpyxl

    with open(path, "rb") as file:
        book = openpyxl.load_workbook(file)
    sheets = {}
    for sheet in book.worksheets:
        types = sorted({cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None})
        sheets[sheet.title] = {
            "rows": [[cell.value for cell in row] for row in sheet.iter_rows()],
            "types": types,
            "frozen": sheet.freeze_panes,
            "filter": sheet.auto_filter.ref,
            "bold": all(cell.font.bold for cell in sheet[1] if cell.value is not None),
            "narrowest": min(column.width for column in sheet.column_dimensions.values()),
        }
    return {"sheets": sheets, "created": book.properties.created.isoformat(), "creator": book.properties.creator}


READERS = {
    "graphml": graphml,
    "gexf": gexf,
    "cytoscape": cytoscape,
    "jgf": jgf,
    "csv": table,
    "xlsx": workbook,
}

if __name__ == "__main__":
    # ASCII, so that nothing depends on the locale.
    print(json.dumps(READERS[sys.argv[1]](sys.argv[2]), sort_keys=True))
