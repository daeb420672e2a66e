"""What an audit is: values and rules in pure Python, without I/O, Qt, SQL or libraries of the field."""
