"""A tool of QGIS's Processing toolbox that captions a raster with SkyScribe and adds the layer.

Processing > Toolbox > Scripts > Add Script to Toolbox, then this file. The command 'skyscribe' must be on the PATH, or its path in the field Command.
"""
import os
import re
import shlex
import subprocess

from qgis.core import (
    QgsProcessingAlgorithm, QgsProcessingException, QgsProcessingOutputVectorLayer, QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination, QgsProcessingParameterNumber, QgsProcessingParameterRasterLayer, QgsProcessingParameterString,
    QgsProcessingContext, QgsProject)


class SkyScribeRaster(QgsProcessingAlgorithm):
    RASTER, TILE, OVERLAP, GSD, COLUMNS, MODEL, COMMAND, OUT = "RASTER", "TILE", "OVERLAP", "GSD", "COLUMNS", "MODEL", "COMMAND", "OUT"

    def name(self):
        return "skyscriberaster"

    def displayName(self):
        return "Caption a raster"

    def group(self):
        return "SkyScribe"

    def groupId(self):
        return "skyscribe"

    def shortHelpString(self):
        return "Says in words what is where in a raster: a tile at a time, and regions of tiles that say the same. Runs 'skyscribe raster'."

    def createInstance(self):
        return SkyScribeRaster()

    def initAlgorithm(self, config=None):
        self.addParameter(QgsProcessingParameterRasterLayer(self.RASTER, "Raster"))
        self.addParameter(QgsProcessingParameterNumber(self.TILE, "Tile, in pixels (0: as the model's training had it)", defaultValue=0, minValue=0, maxValue=8192))
        self.addParameter(QgsProcessingParameterNumber(
            self.OVERLAP, "Overlap of tiles, a share of their size", QgsProcessingParameterNumber.Double, 0.25, minValue=0, maxValue=0.9))
        self.addParameter(QgsProcessingParameterNumber(
            self.GSD, "Metres of a pixel that the model is shown (empty: the model's own)", QgsProcessingParameterNumber.Double, optional=True, minValue=0.001))
        self.addParameter(QgsProcessingParameterString(self.COLUMNS, "Attributes that get a column, with commas", optional=True))
        self.addParameter(QgsProcessingParameterFile(self.MODEL, "Model (empty: the one that comes with SkyScribe)",
                                                     QgsProcessingParameterFile.Folder, optional=True))
        self.addParameter(QgsProcessingParameterString(self.COMMAND, "Command", defaultValue="skyscribe"))
        self.addParameter(QgsProcessingParameterFileDestination(self.OUT, "Layer", "GeoPackage (*.gpkg)"))
        self.addOutput(QgsProcessingOutputVectorLayer("TILES", "Tiles"))

    def processAlgorithm(self, parameters, context, feedback):
        raster = self.parameterAsRasterLayer(parameters, self.RASTER, context)
        out = self.parameterAsFileOutput(parameters, self.OUT, context)
        command = shlex.split(self.parameterAsString(parameters, self.COMMAND, context)) + [
            "raster", raster.source(), "--out", out, "--overlap", str(self.parameterAsDouble(parameters, self.OVERLAP, context))]
        for option, value in (("--tile", self.parameterAsInt(parameters, self.TILE, context) or None),
                              ("--gsd", self.parameterAsDouble(parameters, self.GSD, context) if parameters.get(self.GSD) is not None else None),
                              ("--columns", self.parameterAsString(parameters, self.COLUMNS, context)),
                              ("--model", self.parameterAsString(parameters, self.MODEL, context))):
            if value:
                command += [option, str(value)]
        feedback.pushCommandInfo(shlex.join(command))
        last = self._run(command, feedback)
        if feedback.isCanceled():
            return {}
        if not os.path.exists(out):
            raise QgsProcessingException(last or "skyscribe wrote no layer")
        details = QgsProcessingContext.LayerDetails("tiles", context.project() or QgsProject.instance(), self.OUT)
        context.addLayerToLoadOnCompletion(f"{out}|layername=tiles", details)
        return {self.OUT: out, "TILES": f"{out}|layername=tiles"}

    def _run(self, command, feedback):
        try:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        except OSError as problem:
            raise QgsProcessingException(f"{command[0]}: {problem.strerror}; name the command 'skyscribe' with its path in the field Command")
        last = ""
        for line in process.stderr:
            progress = re.search(r"tiles ([\d,]+)/([\d,]+)", line)
            if progress:
                done, total = (int(number.replace(",", "")) for number in progress.groups())
                feedback.setProgress(100 * done / max(total, 1))
            elif line.strip():
                last = line.strip()
                feedback.pushInfo(last)
            if feedback.isCanceled():
                process.terminate()   # what is done is kept in FILE.part
        process.wait()
        return last
