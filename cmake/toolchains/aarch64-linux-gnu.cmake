# Cross-compiles for 64-bit Raspberry Pi OS and Debian arm64, against the libraries in
# DYAD_SYSROOT, which scripts/arm64-sysroot makes. scripts/package --arch arm64 uses it.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(DYAD_SYSROOT $ENV{DYAD_SYSROOT} CACHE PATH "Debian arm64 packages, unpacked")
if(NOT EXISTS ${DYAD_SYSROOT}/usr/include)
  message(FATAL_ERROR "DYAD_SYSROOT must name the folder that scripts/arm64-sysroot prints")
endif()
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES DYAD_SYSROOT)

set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_STRIP aarch64-linux-gnu-strip)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_SYSROOT ${DYAD_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${DYAD_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR}
    ${DYAD_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${DYAD_SYSROOT}/usr/share/pkgconfig)
set(DYAD_DEBIAN_ARCHITECTURE arm64)
