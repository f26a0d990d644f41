#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dyad::firmware_test {

// One line of a poke script: "MS INPUT LEVEL", or "MS reset", or "MS hang". '#' and
// what follows it is a comment.
struct ScriptStep {
  enum class Kind { edge, reset, hang };
  double at_ms = 0;
  Kind kind = Kind::edge;
  unsigned input = 0;
  bool high = false;
};

// nullopt: an empty line. Throws std::runtime_error if it is no step.
std::optional<ScriptStep> parse_step(std::string_view line);

// A script that is read while it is written: a file, a fifo, or "-" for stdin.
class PokeScript {
 public:
  // Throws std::system_error.
  explicit PokeScript(const std::string& path);
  PokeScript(const PokeScript&) = delete;
  PokeScript& operator=(const PokeScript&) = delete;
  ~PokeScript();

  // The steps that have been written since the last call. Never blocks.
  std::vector<ScriptStep> read();

 private:
  int fd_;
  std::string begun_line_;
};

}  // namespace dyad::firmware_test
