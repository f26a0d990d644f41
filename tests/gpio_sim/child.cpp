#include "gpio_sim/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <fstream>
#include <sstream>

#include "gpio_sim/process_tree.hpp"

namespace dyad::gpio_sim {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void become_dyad(const fs::path& folder, std::vector<std::string>& words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int out =
      ::open((folder / "stdout").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  const int err =
      ::open((folder / "stderr").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

}  // namespace

Child::Child(const fs::path& folder, std::vector<std::string> arguments,
             const std::string& program)
    : folder_(folder) {
  fs::create_directories(folder);
  arguments.insert(arguments.begin(), program);
  pid_ = ::fork();
  if (pid_ == 0) become_dyad(folder, arguments);
}

Child::~Child() {
  if (pid_ <= 0 || exit_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Child::signal(int number) const {
  if (pid_ > 0 && !exit_) ::kill(pid_, number);
}

std::vector<int> Child::descriptors_like(const std::string& kind) const {
  return gpio_sim::descriptors_like(pid_, kind);
}

std::optional<Exit> Child::wait(std::chrono::milliseconds at_most) {
  wait_for(at_most, [&] {
    int status = 0;
    if (exit_ || ::waitpid(pid_, &status, WNOHANG) != pid_) return exit_.has_value();
    exit_ =
        WIFEXITED(status) ? Exit{WEXITSTATUS(status), 0} : Exit{-1, WTERMSIG(status)};
    return true;
  });
  return exit_;
}

std::string Child::out() const { return text_of(folder_ / "stdout"); }
std::string Child::err() const { return text_of(folder_ / "stderr"); }

std::string text_of(const fs::path& file) {
  const std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();  // stops, and throws nothing, where a process goes while it is
                       // read
  return text.str();
}

int processes_named(const std::string& name) {
  int found = 0;
  std::error_code gone;
  for (const auto& process : fs::directory_iterator("/proc", gone)) {
    if (text_of(process.path() / "comm") == name + "\n") ++found;
  }
  return found;
}

std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

void sleep_until_ns(std::int64_t monotonic) {
  const timespec until{static_cast<time_t>(monotonic / 1'000'000'000),
                       static_cast<long>(monotonic % 1'000'000'000)};
  while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
  }
}

}  // namespace dyad::gpio_sim
