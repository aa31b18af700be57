"""Published arms of needling: read, simulated, fitted (`needlepoint calibrate outcome`) and predicted (`validate`)."""
