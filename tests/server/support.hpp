#pragma once

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "dyad/server/event_stream.hpp"

namespace dyad::server::testing {

// A folder of its own, removed at the end.
class Scratch {
 public:
  Scratch() {
    std::string name =
        (std::filesystem::temp_directory_path() / "dyad-server-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string path(const std::string& name = "") const {
    return name.empty() ? folder_.string() : (folder_ / name).string();
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  std::string write_program(const std::string& name, const std::string& text) const {
    const std::string file = write(name, text);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file;
  }

 private:
  std::filesystem::path folder_;
};

inline std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Runs the loop until it is so. The bound only ends a test that has failed already.
inline bool run_until(boost::asio::io_context& loop, const std::function<bool()>& so) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!so()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    loop.restart();
    loop.run_one_for(std::chrono::milliseconds(20));
  }
  return true;
}

// A client whose reading the test decides.
class FakeSocket final : public EventSocket {
 public:
  void send(std::string text) override {
    if (!open_) return;
    if (!reads) queued_ += text.size();
    sent.push_back(std::move(text));
  }
  std::size_t queued_bytes() const override { return queued_; }
  bool is_open() const override { return open_; }
  void close(const std::string& reason) override {
    if (!std::exchange(open_, false)) return;
    why_closed = reason;
    if (on_closed) on_closed();
  }

  // The client takes all that waits.
  void take() {
    queued_ = 0;
    if (on_drained) on_drained();
  }

  // What was sent, a newline after each message.
  std::string text() const {
    std::string all;
    for (const std::string& message : sent) all += message + '\n';
    return all;
  }

  bool reads = false;  // takes at once whatever is sent
  std::vector<std::string> sent;
  std::string why_closed;

 private:
  std::size_t queued_ = 0;
  bool open_ = true;
};

}  // namespace dyad::server::testing
