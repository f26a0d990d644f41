#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include "mcu_pty/other_board.hpp"
#include "mcu_pty/pty_session.hpp"

namespace dyad::mcu_pty {
namespace {

// `dyad run` on a rig whose board is not as it must be: it says so, and leaves nothing.
class BoardStart : public PtyTest {
 protected:
  std::string refusal() const {
    write_files();
    const Ran ran = dyad(run_arguments(), milliseconds(30'000));
    EXPECT_EQ(ran.exit_code, 3) << ran.out << ran.err;
    EXPECT_TRUE(logs().empty());
    return ran.err;
  }
};

MATCHER_P(Tells, part, "") { return arg.find(part) != std::string::npos; }

TEST_F(BoardStart, NoPort) {
  set_port((folder / "nothing").string());
  EXPECT_THAT(refusal(), Tells("plug the board in, or correct \"port\""));
}

TEST_F(BoardStart, APortThatIsNoSerialPort) {
  set_port("/dev/null");
  EXPECT_THAT(refusal(), Tells("/dev/null"));
}

TEST_F(BoardStart, APortThatIsInUse) {
  const OtherBoard board(OtherBoard::Says::nothing);
  set_port(board.port());
  const int fd = ::open(board.port().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_EQ(::flock(fd, LOCK_EX), 0);
  EXPECT_THAT(refusal(), Tells("end the other program that has it open"));
  ::close(fd);
}

TEST_F(BoardStart, NoAnswer) {
  const OtherBoard board(OtherBoard::Says::nothing);
  set_port(board.port());
  EXPECT_THAT(refusal(), Tells("does not answer on " + board.port()));
}

TEST_F(BoardStart, AnotherProtocol) {
  const OtherBoard board(OtherBoard::Says::protocol_2);
  set_port(board.port());
  const std::string said = refusal();
  EXPECT_THAT(said, Tells("speaks protocol 2.0, this dyad 1.0"));
  EXPECT_THAT(said, Tells("dyad mcu flash"));
}

}  // namespace
}  // namespace dyad::mcu_pty
