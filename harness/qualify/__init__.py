"""The harness tested by defects: which scenario sees which."""
