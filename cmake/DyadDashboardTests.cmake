# The dashboard's tests, by Node's own runner: its parts, and its pages in a browser on a
# made-up daemon. Screenshots of every page go to build/PRESET/dashboard/screenshots.
find_program(DYAD_CHROMIUM NAMES chromium chromium-browser google-chrome REQUIRED)

add_test(NAME Dashboard.PartsDoTheirPart
  COMMAND ${DYAD_NODE} ${DYAD_DASHBOARD_DIR}/tools/test.mjs unit --out ${DYAD_DASHBOARD_OUT})
# PROCESSORS: a browser has many, and tests in wall time must not run beside it.
foreach(group behaviour library pages quality frames)
  add_test(NAME Dashboard.Browser.${group}
    COMMAND ${DYAD_NODE} ${DYAD_DASHBOARD_DIR}/tools/test.mjs browser --only ${group}
            --out ${DYAD_DASHBOARD_OUT}/${group} --www ${DYAD_DASHBOARD_OUT}/www
            --screenshots ${DYAD_DASHBOARD_OUT}/screenshots)
  set_tests_properties(Dashboard.Browser.${group} PROPERTIES TIMEOUT 300 PROCESSORS 2
    ENVIRONMENT "DYAD_CHROMIUM=${DYAD_CHROMIUM}")
endforeach()
# They hold to bounds the time that a picture takes, and the frames that a page gets.
set_tests_properties(Dashboard.Browser.quality Dashboard.Browser.frames PROPERTIES RUN_SERIAL TRUE)

# On the real daemon: a day from calibration to download, and the pictures that docs/ shows.
foreach(kind e2e pictures)
  add_test(NAME Dashboard.Browser.${kind}
    COMMAND ${DYAD_NODE} ${DYAD_DASHBOARD_DIR}/tools/test.mjs ${kind}
            --out ${DYAD_DASHBOARD_OUT}/${kind} --www ${DYAD_DASHBOARD_OUT}/www
            --screenshots ${DYAD_DASHBOARD_OUT}/screenshots/daemon)
  set_tests_properties(Dashboard.Browser.${kind} PROPERTIES TIMEOUT 300 PROCESSORS 2
    ENVIRONMENT "DYAD_CHROMIUM=${DYAD_CHROMIUM};DYAD_BINARY=$<TARGET_FILE:dyad>")
endforeach()
