# Run by the build as a script: says what the firmware takes, and fails above 75 % of
# the board's RAM. `avr-size` prints: text data bss dec hex filename.
execute_process(COMMAND ${SIZE_TOOL} ${ELF} OUTPUT_VARIABLE sizes COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCH "\n *([0-9]+)[ \t]+([0-9]+)[ \t]+([0-9]+)" found "${sizes}")
math(EXPR flash "${CMAKE_MATCH_1} + ${CMAKE_MATCH_2}")
math(EXPR ram "${CMAKE_MATCH_2} + ${CMAKE_MATCH_3}")
math(EXPR percent "${ram} * 100 / ${RAM}")
get_filename_component(name ${ELF} NAME)
message("${name}: ${flash} bytes of flash, ${ram} of ${RAM} bytes of RAM (${percent} %)")
math(EXPR limit "${RAM} * 3 / 4")
if(ram GREATER limit)
  file(REMOVE ${ELF})
  message(FATAL_ERROR "${name} uses more than 75 % of the RAM: the stack needs the rest")
endif()
