#include "cli/controlled_dyad.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace dyad::cli::testing {
namespace {

void send_output_to(int stream, const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  dup2(fd, stream);
  close(fd);
}

[[noreturn]] void become_dyad(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), DYAD_BINARY);
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  execv(DYAD_BINARY, words.data());
  _exit(127);
}

}  // namespace

ControlledDyad::ControlledDyad(const std::vector<std::string>& arguments,
                               const std::string& out, const std::string& err) {
  std::array<int, 2> ends{};
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  socket_ = ends[0];
  std::vector<std::string> all = arguments;
  all.insert(all.end(), {"--control", std::to_string(ends[1])});
  pid_ = fork();
  if (pid_ == 0) {
    fcntl(ends[1], F_SETFD, 0);
    send_output_to(STDOUT_FILENO, out);
    send_output_to(STDERR_FILENO, err);
    become_dyad(std::move(all));
  }
  close(ends[1]);
}

ControlledDyad::~ControlledDyad() {
  hang_up();
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void ControlledDyad::send(const Json& message) {
  const std::string line = message.dump() + '\n';
  EXPECT_EQ(::send(socket_, line.data(), line.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(line.size()));
}

void ControlledDyad::hang_up() {
  if (socket_ >= 0) close(std::exchange(socket_, -1));
}

std::optional<ControlledDyad::Json> ControlledDyad::next() {
  std::size_t end = 0;
  while ((end = incoming_.find('\n')) == std::string::npos) {
    pollfd waiting{socket_, POLLIN, 0};
    const auto patience = std::chrono::milliseconds(kPatience).count();
    if (poll(&waiting, 1, static_cast<int>(patience)) <= 0) {
      ADD_FAILURE() << "dyad says nothing";
      return std::nullopt;
    }
    std::array<char, 4096> bytes;
    const auto got = recv(socket_, bytes.data(), bytes.size(), 0);
    if (got <= 0) return std::nullopt;
    incoming_.append(bytes.data(), static_cast<std::size_t>(got));
  }
  Json message = Json::parse(incoming_.substr(0, end), nullptr, false);
  EXPECT_TRUE(message.is_object()) << incoming_.substr(0, end);
  incoming_.erase(0, end + 1);
  return message;
}

std::optional<ControlledDyad::Json> ControlledDyad::wait_for(
    const std::function<bool(const Json&)>& fits) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (auto message = next()) {
    if (fits(*message)) return message;
    if (std::chrono::steady_clock::now() > until) break;
  }
  return std::nullopt;
}

std::optional<ControlledDyad::Json> ControlledDyad::wait_for(const std::string& say) {
  return wait_for([&say](const Json& message) { return message["say"] == say; });
}

int ControlledDyad::exit_code() {
  int status = 0;
  waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace dyad::cli::testing
