# One set of compiler rules for every target of ours.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(DYAD_CCACHE ccache)
if(DYAD_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${DYAD_CCACHE})
endif()

add_library(dyad_rules INTERFACE)
target_compile_options(dyad_rules INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wimplicit-fallthrough -Werror)

if(DYAD_SANITIZE)
  add_compile_options(-fsanitize=${DYAD_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DYAD_SANITIZE})
  if(DYAD_SANITIZE MATCHES thread)
    # ThreadSanitizer does not understand fences, and gcc says so. Asio's are for an
    # io_context that several threads run; each of ours is run by one.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

# What a release is built with beyond that, as Debian builds its own: the tests run on
# what is shipped. (gcc makes a PIE by itself there.) Sanitizers bring their own checks.
add_library(dyad_hardening INTERFACE)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT DYAD_SANITIZE)
  target_compile_options(dyad_hardening INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
  target_link_options(dyad_hardening INTERFACE LINKER:-z,relro LINKER:-z,now)
endif()
