module nestjs-expvar/test/interop/expvarmon

go 1.26.0

require github.com/antonholmquist/jason v1.0.0
