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
  # For the board, which has room for a number: the commit's first eight digits.
  set(DYAD_BUILD "0")
  if(DYAD_COMMIT MATCHES "^[0-9a-f]+")
    string(SUBSTRING ${CMAKE_MATCH_0} 0 8 digits)
    set(DYAD_BUILD "0x${digits}")
  endif()
  configure_file(${SOURCE_DIR}/cmake/version.cpp.in ${OUTPUT} @ONLY)
  configure_file(${SOURCE_DIR}/cmake/firmware_build.h.in ${FIRMWARE_OUTPUT} @ONLY)
  return()
endif()

set(DYAD_VERSION_SOURCE ${CMAKE_BINARY_DIR}/generated/version.cpp)
set(DYAD_FIRMWARE_BUILD ${CMAKE_BINARY_DIR}/generated/firmware_build.h)
add_custom_target(dyad_version_source
  BYPRODUCTS ${DYAD_VERSION_SOURCE} ${DYAD_FIRMWARE_BUILD}
  COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${CMAKE_SOURCE_DIR}
          -DOUTPUT=${DYAD_VERSION_SOURCE} -DDYAD_VERSION=${PROJECT_VERSION}
          -DFIRMWARE_OUTPUT=${DYAD_FIRMWARE_BUILD}
          -P ${CMAKE_SOURCE_DIR}/cmake/DyadVersion.cmake
  COMMENT "Reading the commit")
add_library(dyad_version STATIC ${DYAD_VERSION_SOURCE})
target_include_directories(dyad_version PRIVATE ${CMAKE_SOURCE_DIR}/include)
add_dependencies(dyad_version dyad_version_source)
