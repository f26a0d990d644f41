#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "dyad/server/event_stream.hpp"

namespace dyad::server {

// GET /events: sends clients the lines of a log as they stand in its file, then each
// new one. It reads the file and asks the session nothing, so that no reader can delay
// it. Everything on the loop's thread; clients of one log share its index.
class EventFeed {
 public:
  // Whether more may still be written to this log. Asked on the loop's thread.
  using IsLive = std::function<bool(const std::string& path)>;

  EventFeed(boost::asio::io_context& loop, IsLive is_live);
  ~EventFeed();

  // From line number `from` on. At the end of a log that is not live any more the
  // socket is told {"stream":"end"} and closed. A log that cannot be opened closes it
  // at once.
  void follow(const std::string& path, std::uint64_t from,
              std::shared_ptr<EventSocket> socket);

  // Of all logs together.
  std::size_t clients() const;

  static constexpr std::size_t kBatchBytes = std::size_t{64} << 10U;
  static constexpr std::chrono::milliseconds kPoll{20};
  // A client that had caught up is dropped when this much waits for it, and any client
  // that has taken nothing for this long.
  static constexpr std::uint64_t kMaxBehindBytes = EventSocket::kMaxQueuedBytes;
  static constexpr std::chrono::seconds kMaxStall{30};

 private:
  class Log;

  std::shared_ptr<Log> log_of(const std::string& path);

  boost::asio::io_context& loop_;
  IsLive is_live_;
  std::map<std::string, std::weak_ptr<Log>> logs_;
};

}  // namespace dyad::server
