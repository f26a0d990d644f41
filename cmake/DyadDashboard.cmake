# dyad_dashboard: the browser pages of src/dashboard/, bundled by Node.js and held in the
# binary. What the bundler needs is installed by scripts/setup; the build downloads nothing.
find_program(DYAD_NODE NAMES node nodejs)
set(DYAD_DASHBOARD_DIR ${CMAKE_SOURCE_DIR}/src/dashboard)
set(DYAD_DASHBOARD_OUT ${CMAKE_BINARY_DIR}/dashboard)
if(NOT DYAD_NODE OR NOT EXISTS ${DYAD_DASHBOARD_DIR}/node_modules/esbuild)
  message(FATAL_ERROR "The dashboard needs Node.js 18 or newer and its packages: run scripts/setup")
endif()

file(GLOB_RECURSE dashboard_sources CONFIGURE_DEPENDS
     ${DYAD_DASHBOARD_DIR}/app/* ${DYAD_DASHBOARD_DIR}/tools/* ${DYAD_DASHBOARD_DIR}/test/*)
add_custom_command(
  OUTPUT ${DYAD_DASHBOARD_OUT}/dashboard_assets.cpp
  COMMAND ${DYAD_NODE} ${DYAD_DASHBOARD_DIR}/tools/build.mjs --out ${DYAD_DASHBOARD_OUT}
  DEPENDS ${dashboard_sources} ${DYAD_DASHBOARD_DIR}/index.html
          ${DYAD_DASHBOARD_DIR}/tsconfig.json ${DYAD_DASHBOARD_DIR}/package-lock.json
  COMMENT "Bundling the dashboard" VERBATIM)
add_library(dyad_dashboard STATIC ${DYAD_DASHBOARD_OUT}/dashboard_assets.cpp)
target_include_directories(dyad_dashboard PUBLIC ${CMAKE_SOURCE_DIR}/include)
target_link_libraries(dyad_dashboard PRIVATE dyad_rules)
