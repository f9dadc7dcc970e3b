"""Adds SkyScribe's layers to QGIS, styled: of a file that 'raster' wrote, or of a server by its address.

In QGIS: Plugins > Python Console, then

    import os; os.chdir("/path/to/deploy/qgis")
    exec(open("add_skyscribe_layers.py").read())
    add_layers("city.gpkg")
    add_layers("http://127.0.0.1:8080/ogc")
    add_layers("https://maps.example.org/ogc", key="...")        # a server with keys
"""
import json
import os
import urllib.request

from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsProject, QgsVectorLayer

STYLES = os.getcwd()   # where tiles.qml and regions.qml are
TABLES = ("regions", "tiles")   # the last one is drawn on top


def add_layers(source, key=None, project=None):
    """Adds the layers and returns them.

    source: a GeoPackage, or the address of a server's OGC API, which ends with /ogc.
    key: one of the server's keys; none for a server without keys and for files.
    """
    project = project or QgsProject.instance()
    layers = _of_server(source.rstrip("/"), key) if source.startswith(("http://", "https://")) else _of_file(source)
    for layer in layers:
        if not layer.isValid():
            raise RuntimeError(f"QGIS cannot open {layer.name()} of {source}: {layer.error().summary()}")
        project.addMapLayer(layer)
    return layers


def _of_file(path):
    layers = [QgsVectorLayer(f"{path}|layername={table}", f"{os.path.splitext(os.path.basename(path))[0]} {table}", "ogr") for table in TABLES]
    for layer in layers:
        layer.loadDefaultStyle()   # the file has its own
    return layers


def _of_server(address, key):
    request = urllib.request.Request(address + "/collections", headers={"Authorization": "Bearer " + key} if key else {})
    with urllib.request.urlopen(request, timeout=30) as answer:
        collections = json.load(answer)["collections"]
    login = f" authcfg='{_login(key)}'" if key else ""
    layers = []
    for table in TABLES:
        for collection in collections:
            if collection["id"].endswith("-" + table):
                layer = QgsVectorLayer(f"url='{address}' typename='{collection['id']}'{login}", collection["title"], "OAPIF")
                message, loaded = layer.loadNamedStyle(os.path.join(STYLES, table + ".qml"))
                if not loaded:
                    raise RuntimeError(f"{os.path.join(STYLES, table + '.qml')}: {message or 'cannot be read'}; go to the folder of the styles first")
                layers.append(layer)
    return layers


# QGIS keeps the key in its own encrypted store; layers name it only.
def _login(key):
    config = QgsAuthMethodConfig("Basic")
    config.setName("SkyScribe")
    config.setConfig("username", "skyscribe")
    config.setConfig("password", key)
    QgsApplication.authManager().storeAuthenticationConfig(config)
    return config.id()
