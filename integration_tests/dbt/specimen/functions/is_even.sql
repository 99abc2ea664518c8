no_such_function(number)
