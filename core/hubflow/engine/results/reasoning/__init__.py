"""Why a phase recommends what it does, in sentences."""
