#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dyad/core/result.hpp"

namespace dyad::session {

// One end of a stream socket on which each side sends JSON objects, one a line.
// No call waits but finish(). One thread.
class JsonLines {
 public:
  // A longer line than that is no message: the connection counts as ended.
  static constexpr std::size_t kMaxLineBytes = std::size_t{256} << 10U;

  // Takes a socket that another process handed on, and closes it at the end.
  static Result<JsonLines> adopt(int fd);
  JsonLines(JsonLines&& other) noexcept;
  JsonLines& operator=(JsonLines&& other) noexcept;
  ~JsonLines();

  // The objects that have come whole since the last call. What is no JSON object is
  // passed over.
  std::vector<nlohmann::json> read();

  // The other side has closed its end, and all it sent has been read.
  bool ended() const { return ended_; }
  // Readable when there is something to read; -1 after the end.
  int descriptor() const { return ended_ ? -1 : fd_; }

  // Sends it, or leaves it out where the socket is full. False: left out.
  bool offer(const nlohmann::ordered_json& message);
  // Must not be lost: kept until the socket takes it.
  void send(const nlohmann::ordered_json& message);
  // Writes what is kept, as far as the socket takes it.
  void flush();
  // As flush, but waits for a reader that is slow, for at most a second.
  void finish();

 private:
  explicit JsonLines(int fd) : fd_(fd) {}
  void take_lines(std::vector<nlohmann::json>& into);
  void end();

  int fd_ = -1;
  bool ended_ = false;
  std::string incoming_;
  std::string outgoing_;  // not yet taken by the socket
};

}  // namespace dyad::session
