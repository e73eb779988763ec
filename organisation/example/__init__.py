"""The example organisation: a ministry of 2007 with its departments, buildings, units and people."""
