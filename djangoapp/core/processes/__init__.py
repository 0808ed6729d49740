"""The processes of a running Ragam: which there are, who watches them, and whether all are well."""
