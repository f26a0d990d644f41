# dyad::gpiodcxx: libgpiod with its C++ classes, from its archives where there are some.
# Debian 12 has no libgpiod 2 outside its backports; linked in, the package runs on a
# machine that knows no backports (docs/decisions/0010-the-debian-package.md).
pkg_check_modules(GPIODCXX REQUIRED libgpiodcxx>=2.1)
find_library(DYAD_GPIODCXX NAMES libgpiodcxx.a gpiodcxx HINTS ${GPIODCXX_LIBRARY_DIRS} REQUIRED)
find_library(DYAD_GPIOD NAMES libgpiod.a gpiod HINTS ${GPIODCXX_LIBRARY_DIRS} REQUIRED)

add_library(dyad_gpiodcxx INTERFACE)
add_library(dyad::gpiodcxx ALIAS dyad_gpiodcxx)
target_include_directories(dyad_gpiodcxx SYSTEM INTERFACE ${GPIODCXX_INCLUDE_DIRS})
target_link_libraries(dyad_gpiodcxx INTERFACE ${DYAD_GPIODCXX} ${DYAD_GPIOD})
