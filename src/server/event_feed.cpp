#include "dyad/server/event_feed.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>
#include <vector>

#include "dyad/server/log_index.hpp"

namespace dyad::server {
namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;

// One log and who follows it. Lives as long as somebody does: its sockets' callbacks
// and its timer keep it.
class EventFeed::Log : public std::enable_shared_from_this<EventFeed::Log> {
 public:
  Log(asio::io_context& loop, std::shared_ptr<LogIndex> index,
      std::function<bool()> is_live)
      : loop_(loop),
        timer_(loop),
        index_(std::move(index)),
        is_live_(std::move(is_live)) {}

  void add(std::uint64_t from, std::shared_ptr<EventSocket> socket);
  void close();
  std::size_t clients() const { return clients_.size(); }

 private:
  struct Client {
    std::shared_ptr<EventSocket> socket;
    std::uint64_t next = 0;
    bool caught_up = false;
    bool told_end = false;
    SteadyClock::time_point taken_at = SteadyClock::now();
  };

  void look();
  void look_again(bool more);
  void send_to(Client& client);
  void drop_the_slow();
  void remove(const EventSocket* socket);
  bool over(const Client& client) const {
    return at_end_ && client.next >= index_->lines();
  }

  asio::io_context& loop_;
  asio::steady_timer timer_;
  std::shared_ptr<LogIndex> index_;
  std::function<bool()> is_live_;
  std::vector<std::shared_ptr<Client>> clients_;
  bool looking_ = false;
  bool at_end_ = false;  // nothing more will come
};

void EventFeed::Log::add(std::uint64_t from, std::shared_ptr<EventSocket> socket) {
  auto client = std::make_shared<Client>();
  client->socket = socket;
  client->next = from;
  clients_.push_back(client);
  const std::weak_ptr<Client> weak = client;
  socket->on_drained = [self = shared_from_this(), weak] {
    const auto drained = weak.lock();
    if (!drained) return;
    drained->taken_at = SteadyClock::now();
    self->send_to(*drained);
  };
  socket->on_closed = [self = shared_from_this(), raw = socket.get()] {
    self->remove(raw);
  };
  send_to(*client);
  if (!looking_) {
    looking_ = true;
    look();
  }
}

void EventFeed::Log::close() {
  const auto clients = clients_;
  for (const auto& client : clients) client->socket->close("the server stops");
  timer_.cancel();
  is_live_ = [] { return false; };  // whom it asked is going
}

void EventFeed::Log::look() {
  // Asked before the file is read: what the session wrote before it ended is seen.
  const bool live = is_live_();
  const bool more = index_->grow();
  at_end_ = !more && (!live || index_->ended());
  const auto clients = clients_;
  for (const auto& client : clients) send_to(*client);
  drop_the_slow();
  look_again(more);
}

void EventFeed::Log::look_again(bool more) {
  looking_ = !clients_.empty();
  if (!looking_) return;
  if (more) {
    asio::post(loop_, [self = shared_from_this()] { self->look(); });
    return;
  }
  timer_.expires_after(kPoll);
  timer_.async_wait([self = shared_from_this()](auto error) {
    if (!error) self->look();
  });
}

void EventFeed::Log::send_to(Client& client) {
  const auto socket = client.socket;
  while (socket->is_open() && socket->queued_bytes() < kBatchBytes &&
         client.next < index_->lines()) {
    std::string lines = index_->read(client.next, kBatchBytes, client.next);
    if (lines.empty()) return socket->close("the log cannot be read");
    if (socket->queued_bytes() == 0) client.taken_at = SteadyClock::now();
    socket->send(std::move(lines));
  }
  client.caught_up |= client.next >= index_->lines();
  if (!socket->is_open() || !over(client)) return;
  if (!std::exchange(client.told_end, true)) socket->send("{\"stream\":\"end\"}");
  // Closing drops what waits: not before the client has taken it.
  if (socket->queued_bytes() == 0) socket->close("the session has ended");
}

void EventFeed::Log::drop_the_slow() {
  const auto clients = clients_;
  for (const auto& client : clients) {
    const std::uint64_t behind =
        index_->bytes() - index_->offset(client->next) + client->socket->queued_bytes();
    const bool stalled = client->socket->queued_bytes() > 0 &&
                         SteadyClock::now() - client->taken_at > kMaxStall;
    if (stalled || (client->caught_up && behind > kMaxBehindBytes)) {
      client->socket->close("too slow: come back and ask for what is missing");
    }
  }
}

void EventFeed::Log::remove(const EventSocket* socket) {
  std::erase_if(clients_, [socket](const auto& client) {
    return client->socket.get() == socket;
  });
}

EventFeed::EventFeed(asio::io_context& loop, IsLive is_live)
    : loop_(loop), is_live_(std::move(is_live)) {}

EventFeed::~EventFeed() {
  for (const auto& [path, weak] : logs_) {
    if (const auto log = weak.lock()) log->close();
  }
}

std::shared_ptr<EventFeed::Log> EventFeed::log_of(const std::string& path) {
  if (auto log = logs_[path].lock()) return log;
  auto index = LogIndex::open(path);
  if (!index) return nullptr;
  auto log = std::make_shared<Log>(loop_, std::move(*index),
                                   [this, path] { return is_live_(path); });
  logs_[path] = log;
  return log;
}

void EventFeed::follow(const std::string& path, std::uint64_t from,
                       std::shared_ptr<EventSocket> socket) {
  std::erase_if(logs_, [](const auto& entry) { return entry.second.expired(); });
  if (const auto log = log_of(path)) {
    log->add(from, std::move(socket));
  } else {
    socket->close("the log cannot be opened");
  }
}

std::size_t EventFeed::clients() const {
  std::size_t count = 0;
  for (const auto& [path, weak] : logs_) {
    if (const auto log = weak.lock()) count += log->clients();
  }
  return count;
}

}  // namespace dyad::server
