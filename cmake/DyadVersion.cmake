# Included by CMakeLists.txt, and run again by each build as a script, so that the
# commit in a log's header is that of the binary. The file changes only when the
# commit does: nothing is rebuilt for nothing.
if(CMAKE_SCRIPT_MODE_FILE)
  set(DYAD_COMMIT "unknown")
  execute_process(
    COMMAND git -C ${SOURCE_DIR} describe --always --dirty --abbrev=12 --exclude=*
    OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE failed ERROR_QUIET)
  if(NOT failed)
    set(DYAD_COMMIT ${described})
  endif()
  configure_file(${SOURCE_DIR}/cmake/version.cpp.in ${OUTPUT} @ONLY)
  return()
endif()

set(DYAD_VERSION_SOURCE ${CMAKE_BINARY_DIR}/generated/version.cpp)
add_custom_target(dyad_version_source
  BYPRODUCTS ${DYAD_VERSION_SOURCE}
  COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${CMAKE_SOURCE_DIR}
          -DOUTPUT=${DYAD_VERSION_SOURCE} -DDYAD_VERSION=${PROJECT_VERSION}
          -P ${CMAKE_SOURCE_DIR}/cmake/DyadVersion.cmake
  COMMENT "Reading the commit")
add_library(dyad_version STATIC ${DYAD_VERSION_SOURCE})
target_include_directories(dyad_version PRIVATE ${CMAKE_SOURCE_DIR}/include)
add_dependencies(dyad_version dyad_version_source)
