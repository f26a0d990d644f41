#include "dyad/server/http_server.hpp"

#include <unistd.h>

#include <vector>

#include "connection.hpp"
#include "listener.hpp"
#include "open_files.hpp"
#include "web_socket.hpp"

namespace dyad::server {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kWorkers = 2;
constexpr std::size_t kOtherFiles = 256;  // logs, devices, downloads

// The set changes while its members close.
template <typename T, typename Call>
void for_each_alive(const std::set<T*>& members, const Call& call) {
  std::vector<std::shared_ptr<T>> alive;
  for (T* member : members) {
    if (auto held = member->weak_from_this().lock()) alive.push_back(std::move(held));
  }
  for (const auto& member : alive) call(*member);
}

void abandon_all(const HttpCore& core) {
  for_each_alive(core.connections, [](Connection& each) { each.abandon(); });
  for_each_alive(core.sockets, [](WebSocket& each) { each.abandon(); });
}

// A request shows its token each time; a WebSocket did so once.
void check_tokens_later(const std::shared_ptr<HttpCore>& core) {
  core->token_check.expires_after(core->options.limits.token_check_time);
  core->token_check.async_wait([core](boost::system::error_code error) {
    if (error || core->stopping) return;
    for_each_alive(core->sockets, [](WebSocket& each) { each.check_token(); });
    check_tokens_later(core);
  });
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(asio::io_context& io, const Router& router, HttpOptions options)
      : workers_(kWorkers),
        core_(std::make_shared<HttpCore>(io, router, std::move(options))),
        listener_(std::make_shared<Listener>(core_)) {
    core_->workers = &workers_;
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    stop();
    workers_.stop();
    workers_.join();
    core_->workers = nullptr;
    abandon_all(*core_);
  }

  Status start() {
    allow_open_files(core_->options.limits.connections + kOtherFiles);
    const Status listening = listener_->listen();
    if (listening && core_->options.credentials != nullptr) check_tokens_later(core_);
    return listening;
  }

  void stop() {
    if (core_->stopping) return;
    core_->stopping = true;
    listener_->stop();
    core_->token_check.cancel();
    for_each_alive(core_->connections, [](Connection& each) { each.stop(); });
    for_each_alive(core_->sockets, [](WebSocket& each) { each.stop(); });
    give_up_later();
  }

  HttpCore& core() { return *core_; }
  const Listener& listener() const { return *listener_; }
  void serve(int descriptor, const std::string& address) {
    asio::ip::tcp::socket socket(core_->io);
    boost::system::error_code error;
    socket.assign(asio::ip::tcp::v4(), descriptor, error);
    if (error) return static_cast<void>(::close(descriptor));
    begin_connection(core_, std::move(socket), {address, ""});
  }

 private:
  void give_up_later() {
    if (core_->connected() == 0) return;
    core_->patience.expires_after(core_->options.limits.close_time);
    core_->patience.async_wait([core = core_](boost::system::error_code error) {
      if (!error) abandon_all(*core);
    });
  }

  asio::thread_pool workers_;
  std::shared_ptr<HttpCore> core_;
  std::shared_ptr<Listener> listener_;
};

HttpServer::HttpServer(asio::io_context& io, const Router& router, HttpOptions options)
    : impl_(std::make_unique<Impl>(io, router, std::move(options))) {}

HttpServer::~HttpServer() = default;

Status HttpServer::start() { return impl_->start(); }

std::uint16_t HttpServer::port() const { return impl_->listener().port(); }

void HttpServer::serve(int descriptor, const std::string& address) {
  impl_->serve(descriptor, address);
}

void HttpServer::stop() { impl_->stop(); }

std::size_t HttpServer::connections() const { return impl_->core().connected(); }

}  // namespace dyad::server
