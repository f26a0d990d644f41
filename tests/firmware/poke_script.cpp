#include "poke_script.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "simulated_board.hpp"

namespace dyad::firmware_test {

std::optional<ScriptStep> parse_step(std::string_view line) {
  std::istringstream words{std::string(line.substr(0, line.find('#')))};
  if ((words >> std::ws).eof()) return std::nullopt;
  const auto wrong = [&] {
    return std::runtime_error("'" + std::string(line) +
                              "' is not 'MS INPUT LEVEL', 'MS reset' or 'MS hang'");
  };
  ScriptStep step;
  std::string what;
  if (!(words >> step.at_ms >> what) || step.at_ms < 0) throw wrong();
  if (what == "reset") {
    step.kind = ScriptStep::Kind::reset;
  } else if (what == "hang") {
    step.kind = ScriptStep::Kind::hang;
  } else {
    if (what.size() != 1 || what[0] < '0' || what[0] >= '0' + char{kBoardInputs}) {
      throw wrong();
    }
    step.input = static_cast<unsigned>(what[0] - '0');
    std::string level;
    words >> level;
    if (level != "0" && level != "1") throw wrong();
    step.high = level == "1";
  }
  if (!(words >> std::ws).eof()) throw wrong();
  return step;
}

PokeScript::PokeScript(const std::string& path)
    : fd_(path == "-" ? dup(STDIN_FILENO)
                      : open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), path);
}

PokeScript::~PokeScript() { close(fd_); }

std::vector<ScriptStep> PokeScript::read() {
  std::vector<ScriptStep> steps;
  std::array<char, 4096> buffer{};
  // Asked for, since stdin's own flags are not ours to change.
  for (pollfd wait{fd_, POLLIN, 0}; poll(&wait, 1, 0) > 0 && (wait.revents & POLLIN);) {
    const ssize_t got = ::read(fd_, buffer.data(), buffer.size());
    if (got <= 0) {
      // The end of it: its last line may have none.
      if (!begun_line_.empty()) begun_line_ += '\n';
      break;
    }
    begun_line_.append(buffer.data(), static_cast<std::size_t>(got));
  }
  std::size_t end = 0;
  while ((end = begun_line_.find('\n')) != std::string::npos) {
    const auto step = parse_step(std::string_view(begun_line_).substr(0, end));
    begun_line_.erase(0, end + 1);
    if (step) steps.push_back(*step);
  }
  return steps;
}

}  // namespace dyad::firmware_test
