#include "cli/fake_daemon.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace dyad::cli::testing {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using Code = boost::system::error_code;
using Tcp = asio::ip::tcp;
using HttpRequest = http::request<http::string_body>;

Asked asked_of(const HttpRequest& request) {
  std::string target(request.target());
  const std::string root = "/api/v1";
  if (target.starts_with(root)) target.erase(0, root.size());
  return {std::string(request.method_string()) + ' ' + target,
          Json::parse(request.body(), nullptr, false),
          std::string(request[http::field::authorization]),
          std::string(request[http::field::content_type])};
}

void say(Tcp::socket& socket, const Said& said) {
  http::response<http::string_body> response;
  response.version(11);
  response.result(static_cast<unsigned>(said.status));
  if (!said.body.empty()) response.set(http::field::content_type, said.content_type);
  response.keep_alive(false);
  response.body() = said.body;
  response.prepare_payload();
  Code ignored;
  http::write(socket, response, ignored);
  socket.shutdown(Tcp::socket::shutdown_send, ignored);
}

void say_messages(Tcp::socket socket, const HttpRequest& request, const Said& said) {
  websocket::stream<Tcp::socket> stream(std::move(socket));
  Code code;
  stream.accept(request, code);
  for (const std::string& message : said.messages) {
    stream.write(asio::buffer(message), code);
  }
  if (said.in_order && !code) stream.close(websocket::close_code::normal, code);
}

}  // namespace

// Serves one connection after another, on a thread of its own.
class FakeDaemon::Server {
 public:
  explicit Server(FakeDaemon& daemon)
      : daemon_(daemon),
        acceptor_(io_, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    daemon.port_ = acceptor_.local_endpoint().port();
    thread_ = std::thread([this] { run(); });
  }
  ~Server() {
    // Wakes the thread that waits in accept().
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    thread_.join();
  }

 private:
  void run() {
    while (true) {
      Code code;
      Tcp::socket socket = acceptor_.accept(code);
      if (code) return;
      serve(std::move(socket));
    }
  }

  void serve(Tcp::socket socket) {
    beast::flat_buffer buffer;
    HttpRequest request;
    Code code;
    http::read(socket, buffer, request, code);
    if (code) return;
    const Said said = daemon_.answer(asked_of(request));
    if (websocket::is_upgrade(request) && said.status == 200) {
      say_messages(std::move(socket), request, said);
    } else {
      say(socket, said);
    }
  }

  FakeDaemon& daemon_;
  asio::io_context io_;
  Tcp::acceptor acceptor_;
  std::thread thread_;
};

Said said(const Json& body, int status) {
  return {status, body.dump(), "application/json", {}};
}

Said problem(int status, const std::string& code, const Json& more) {
  Json body{{"type", "urn:dyad:problem:" + code},
            {"title", "The title"},
            {"status", status},
            {"detail", "the detail"},
            {"remedy", "The remedy."}};
  body.update(more);
  return {status, body.dump(), "application/problem+json", {}};
}

FakeDaemon::FakeDaemon() : server_(std::make_unique<Server>(*this)) {}
FakeDaemon::~FakeDaemon() = default;

void FakeDaemon::when(const std::string& what, std::vector<Said> answers) {
  const std::scoped_lock lock(mutex_);
  answers_[what] = std::move(answers);
}

void FakeDaemon::after(const std::string& what, const std::string& other, Said answer) {
  const std::scoped_lock lock(mutex_);
  later_[what] = {other, std::move(answer)};
}

void FakeDaemon::forget() {
  const std::scoped_lock lock(mutex_);
  asked_.clear();
}

Said FakeDaemon::answer(const Asked& asked) {
  const std::scoped_lock lock(mutex_);
  asked_.push_back(asked);
  const auto later = later_.find(asked.what);
  if (later != later_.end()) answers_[later->second.first] = {later->second.second};
  const auto found = answers_.find(asked.what);
  if (found == answers_.end()) return problem(404, "not-found");
  const Said next = found->second.front();
  if (found->second.size() > 1) found->second.erase(found->second.begin());
  return next;
}

std::vector<Asked> FakeDaemon::asked() const {
  const std::scoped_lock lock(mutex_);
  return asked_;
}

std::vector<std::string> FakeDaemon::whats() const {
  std::vector<std::string> all;
  for (const Asked& one : asked()) all.push_back(one.what);
  return all;
}

Json FakeDaemon::body_of(const std::string& what) const {
  Json body;
  bool found = false;
  for (const Asked& one : asked()) {
    if (one.what != what) continue;
    body = one.body;
    found = true;
  }
  EXPECT_TRUE(found) << what << " was not asked";
  return body;
}

Ran FakeDaemon::ctl(const Workplace& place, std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"ctl", "--url", url()});
  return place.dyad(arguments);
}

}  // namespace dyad::cli::testing
