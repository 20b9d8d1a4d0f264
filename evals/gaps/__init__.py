"""Where the materials fail students: questions of real use that were not answered well."""
