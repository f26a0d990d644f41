#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

// The real program as `dyad serve` starts it: with one end of a socket.
namespace dyad::cli::testing {

class ControlledDyad {
 public:
  using Json = nlohmann::json;
  // Only so that a test that fails does not hang.
  static constexpr std::chrono::seconds kPatience{30};

  // "--control FD" is added to the arguments. Its output goes to the files given.
  ControlledDyad(const std::vector<std::string>& arguments, const std::string& out,
                 const std::string& err);
  ~ControlledDyad();  // kills it where it still runs
  ControlledDyad(const ControlledDyad&) = delete;
  ControlledDyad& operator=(const ControlledDyad&) = delete;

  void send(const Json& message);
  void wish(const std::string& what) { send({{"do", what}}); }
  // Closes the daemon's end.
  void hang_up();

  // The next message; none after the last.
  std::optional<Json> next();
  // Reads on to the first that `fits`; none where none does.
  std::optional<Json> wait_for(const std::function<bool(const Json&)>& fits);
  std::optional<Json> wait_for(const std::string& say);

  // Waits for its end; -1 where a signal ended it.
  int exit_code();
  pid_t pid() const { return pid_; }

 private:
  int socket_ = -1;
  pid_t pid_ = -1;
  std::string incoming_;
};

}  // namespace dyad::cli::testing
