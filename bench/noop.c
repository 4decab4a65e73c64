/* noop: the floor. What is left of a connection when its program does
   nothing. */

int main(void)
{
  return 0;
}
