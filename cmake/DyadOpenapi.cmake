# docs/openapi.json as a source file of the server's, so that the daemon needs no file
# beside its binary. Written again when the document changes.
set(DYAD_OPENAPI_SOURCE ${CMAKE_BINARY_DIR}/generated/openapi.cpp)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
                                       ${CMAKE_SOURCE_DIR}/docs/openapi.json)
file(READ ${CMAKE_SOURCE_DIR}/docs/openapi.json DYAD_OPENAPI)
configure_file(${CMAKE_SOURCE_DIR}/cmake/openapi.cpp.in ${DYAD_OPENAPI_SOURCE} @ONLY)
