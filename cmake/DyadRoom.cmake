# dyad_room(NAME USES ...): the library of one room, from src/NAME/*.cpp and
# include/dyad/NAME. Rooms in USES are named without their prefix. A room with no
# sources of its own is a library of headers.
function(dyad_room name)
  cmake_parse_arguments(ROOM "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  set(visibility PUBLIC)
  if(sources)
    add_library(dyad_${name} STATIC ${sources})
    target_link_libraries(dyad_${name} PRIVATE dyad_rules dyad_hardening)
  else()
    add_library(dyad_${name} INTERFACE)
    set(visibility INTERFACE)
  endif()
  target_include_directories(dyad_${name} ${visibility} ${CMAKE_SOURCE_DIR}/include)
  foreach(used IN LISTS ROOM_USES)
    if(TARGET dyad_${used})
      target_link_libraries(dyad_${name} ${visibility} dyad_${used})
    else()
      target_link_libraries(dyad_${name} ${visibility} ${used})
    endif()
  endforeach()
endfunction()

# dyad_room_tests(NAME [USES ...]): one GoogleTest binary from tests/NAME/*.cpp,
# each test known to ctest by its own name.
function(dyad_room_tests name)
  cmake_parse_arguments(ROOM "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name}_tests ${sources})
  target_include_directories(${name}_tests PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name}_tests PRIVATE dyad_rules dyad_${name} ${ROOM_USES}
                                              GTest::gtest_main GTest::gmock)
  target_compile_definitions(${name}_tests PRIVATE
    DYAD_SOURCE_DIR="${CMAKE_SOURCE_DIR}" DYAD_BINARY="$<TARGET_FILE:dyad>")
  gtest_discover_tests(${name}_tests DISCOVERY_TIMEOUT 60)
endfunction()
