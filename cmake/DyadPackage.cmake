# What is installed beside the binary, and the Debian package that CPack makes of it:
# scripts/package builds it. Why it is as it is: docs/decisions/0010-the-debian-package.md.
set(packaging ${CMAKE_SOURCE_DIR}/packaging)

install(DIRECTORY rig-configs/rigs rig-configs/schedules rig-configs/schema
        DESTINATION share/dyad/rig-configs)
install(FILES rig-configs/README.md DESTINATION share/dyad/rig-configs)
install(FILES README.md DESTINATION share/doc/dyad)
install(DIRECTORY docs DESTINATION share/doc/dyad)
install(FILES firmware/README.md DESTINATION share/doc/dyad/firmware)

# What only makes sense in the package: its places are the system's.
set(only_packaged COMPONENT package EXCLUDE_FROM_ALL)
install(FILES ${packaging}/dyad.service ${packaging}/dyad@.service
        DESTINATION lib/systemd/system ${only_packaged})
install(FILES ${packaging}/sysusers.conf DESTINATION lib/sysusers.d RENAME dyad.conf
        ${only_packaged})
install(FILES ${packaging}/udev.rules DESTINATION lib/udev/rules.d RENAME 60-dyad.rules
        ${only_packaged})
install(FILES ${packaging}/etc/README ${packaging}/etc/dyad.env DESTINATION /etc/dyad
        ${only_packaged})
install(FILES ${packaging}/copyright DESTINATION share/doc/dyad ${only_packaged})
install(DIRECTORY ${packaging}/examples DESTINATION share/doc/dyad ${only_packaged})
# README's links to the examples go on leading there.
install(CODE "file(CREATE_LINK ../../dyad/rig-configs
  \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/doc/dyad/rig-configs SYMBOLIC)" ${only_packaged})
install(CODE "execute_process(COMMAND gzip -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md
  OUTPUT_FILE \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/doc/dyad/changelog.gz
  COMMAND_ERROR_IS_FATAL ANY)" ${only_packaged})
install(DIRECTORY DESTINATION share/man/man1 ${only_packaged})
install(CODE "execute_process(COMMAND gzip -9nc ${packaging}/dyad.1
  OUTPUT_FILE \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/man/man1/dyad.1.gz
  COMMAND_ERROR_IS_FATAL ANY)" ${only_packaged})

set(CPACK_GENERATOR DEB)
set(CPACK_INSTALL_CMAKE_PROJECTS
    "${CMAKE_BINARY_DIR};dyad;ALL;/;${CMAKE_BINARY_DIR};dyad;package;/")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "controller for paired-animal cooperation experiments")
set(CPACK_PACKAGE_DESCRIPTION
"Two mice, a nose-poke port each, a divider between them: when both poke
within a short window of each other, both get water. dyad reads the sensors,
decides on microsecond timestamps, opens the valves, and writes a log from
which every decision can be taken again.
.
The daemon is operated from a browser or with 'dyad ctl'. It is not enabled
until there is a rig file: see /usr/share/doc/dyad/docs/installing.md.")
# Nobody's address: the package is built where it is needed.
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "the dyad authors <root@localhost>")
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${DYAD_DEBIAN_ARCHITECTURE})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
# The user is made by systemd-sysusers, with or without the rest of systemd.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS avrdude)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS gpiod)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${packaging}/conffiles ${packaging}/postinst ${packaging}/prerm ${packaging}/postrm)
# Of a cross-build scripts/package finds the libraries itself.
if(CMAKE_CROSSCOMPILING)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS OFF)
  unset(CPACK_DEBIAN_PACKAGE_DEPENDS)
endif()
include(CPack)
