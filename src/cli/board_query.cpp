#include "dyad/cli/board_query.hpp"

#include "dyad/cli/board_talk.hpp"
#include "dyad/session/clocks.hpp"

namespace dyad::cli {

Result<link::Hello> query_board(const std::string& port) {
  const session::MonotonicClock clock(session::anchor_now());
  auto talk = BoardTalk::open(port, clock);
  if (!talk) return talk.error();
  return talk->greet(0);
}

}  // namespace dyad::cli
