# language: pt
# Gerado com «interop translate» a partir de features/integration/acquisition.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-5 @RAD-6 @RAD-7 @RAD-8
Funcionalidade: As imagens trazem a identidade do paciente e do pedido para o qual foram feitas
  Ninguém olha para uma imagem que está em nome de outro paciente ou fora do seu exame.
  O que o equipamento toma da lista tem de figurar em cada imagem e na sua notificação do passo.

  Regra: Um exame agendado volta com os identificadores da sua entrada

    @MESA-131 @MESA-211 @FIELD-02 @TC-ACQ-001 @shall @positive
    Cenário: O dia normal, da receção ao arquivo de imagens
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o técnico realiza o exame "TC do tórax" da paciente "Ana Torres" no equipamento "CT_ER1"
      Então as imagens do exame "TC do tórax" da paciente "Ana Torres" trazem os identificadores da sua entrada da lista de trabalho
      E as imagens do exame "TC do tórax" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E o médico requisitante vê o exame "TC do tórax" da paciente "Ana Torres" com o estado "concluído"

    @MESA-213 @MESA-214 @TC-ACQ-002 @shall @positive
    Cenário: Dois passos do mesmo exame são feitos um após o outro
      Dado que a paciente "Rosa Eyang" consta do registo da receção
      E o exame "TC do tórax e abdómen" da paciente "Rosa Eyang" está agendado no equipamento "CT_ER1"
      Quando o técnico realiza o passo 1 do exame "TC do tórax e abdómen" da paciente "Rosa Eyang" no equipamento "CT_ER1"
      Então o número de entradas da paciente "Rosa Eyang" na lista de trabalho do equipamento "CT_ER1" é 1
      Quando o técnico realiza o passo 2 do exame "TC do tórax e abdómen" da paciente "Rosa Eyang" no equipamento "CT_ER1"
      Então o número de entradas da paciente "Rosa Eyang" na lista de trabalho do equipamento "CT_ER1" é 0
      E cada passo do exame "TC do tórax e abdómen" da paciente "Rosa Eyang" tem as suas próprias imagens

    @MESA-215 @MESA-218 @TC-ACQ-003 @shall @positive
    Cenário: É realizado um protocolo diferente do previsto
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" está agendado no equipamento "CT_ER1"
      Quando o técnico realiza o exame "TC do tórax" do paciente "Carlos Nve" com o protocolo do exame "Angio-TC do tórax"
      Então as imagens do exame "TC do tórax" do paciente "Carlos Nve" trazem os identificadores da sua entrada da lista de trabalho
      E o sistema "PACS" recebe o aviso de que o exame "Angio-TC do tórax" do paciente "Carlos Nve" foi realizado com o pedido do exame "TC do tórax"

    @TC-ACQ-010 @shall @positive
    Cenário: Um exame pedido há instantes é tomado da lista e realizado
      Dado que o paciente "Luis Mba" consta do registo da receção
      Quando o serviço requisitante pede o exame "RM crânio-encefálica" para o paciente "Luis Mba"
      E o técnico toma o exame "RM crânio-encefálica" do paciente "Luis Mba" da lista de trabalho do equipamento "MR_1"
      E o técnico realiza o exame "RM crânio-encefálica" do paciente "Luis Mba" no equipamento "MR_1"
      Então as imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" trazem os identificadores da sua entrada da lista de trabalho

  Regra: Uma só aquisição pode responder a dois pedidos

    @MESA-106 @MESA-221 @MESA-222 @TC-ACQ-004 @shall @positive
    Cenário: Tórax e abdómen, pedidos em separado, são examinados de uma só vez
      Dado que a paciente "Rosa Eyang" consta do registo da receção
      E o exame "TC do tórax" da paciente "Rosa Eyang" está agendado no equipamento "CT_ER1"
      E o exame "TC do abdómen com contraste" da paciente "Rosa Eyang" está agendado no equipamento "CT_ER1"
      Quando o técnico realiza numa só aquisição o exame "TC do tórax" e o exame "TC do abdómen com contraste" da paciente "Rosa Eyang"
      Então uma só notificação do passo indica o exame "TC do tórax" e o exame "TC do abdómen com contraste" da paciente "Rosa Eyang"
      E o número de entradas da paciente "Rosa Eyang" na lista de trabalho do equipamento "CT_ER1" é 0
      E o médico requisitante vê o exame "TC do abdómen com contraste" da paciente "Rosa Eyang" com o estado "concluído"

    @MESA-231 @MESA-104 @TC-ACQ-005 @shall @positive
    Cenário: É pedida mais uma série quando o exame já terminou
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" foi realizado no equipamento "MR_1"
      Quando o técnico acrescenta uma série ao exame "RM crânio-encefálica" do paciente "Luis Mba"
      Então o exame "RM crânio-encefálica" do paciente "Luis Mba" tem 2 passos realizados com números diferentes sob um só identificador de exame
      E o número de imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" no sistema "PACS" é 4

  Regra: Um exame sem pedido é possível, e indica-o

    @MESA-201 @TC-ACQ-006 @shall @positive
    Cenário: Uma urgência é examinada antes de haver pedido
      Dado que a ficha de paciente "Prueba 01 Desconocido" consta do registo da receção
      Quando o técnico realiza no equipamento "CT_ER1" o exame não agendado "TC crânio-encefálica sem contraste" de paciente "Prueba 01 Desconocido"
      Então a notificação do passo não agendado de paciente "Prueba 01 Desconocido" não indica nenhum pedido
      E as imagens do exame "TC crânio-encefálica sem contraste" de paciente "Prueba 01 Desconocido" estão armazenadas no sistema "PACS" e podem ser recuperadas

    @TC-ACQ-007 @shall @positive
    Cenário: Um equipamento que não notifica os passos também faz imagens que encontram o seu pedido
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "Ecografia abdominal" do paciente "Luis Mba" está agendado no equipamento "US_1"
      Quando o técnico realiza o exame "Ecografia abdominal" do paciente "Luis Mba" no equipamento "US_1" sem notificar o passo
      Então as imagens do exame "Ecografia abdominal" do paciente "Luis Mba" trazem os identificadores da sua entrada da lista de trabalho
      E as imagens do exame "Ecografia abdominal" do paciente "Luis Mba" estão armazenadas no sistema "PACS" e podem ser recuperadas

  Regra: Uma reconstrução é um passo próprio e deixa o exame como estava

    @RAD-20 @RAD-21 @TC-ACQ-008 @shall @positive
    Cenário: Uma reconstrução feita depois é notificada como outro passo do exame
      Dado que o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      Quando o radiologista faz uma reconstrução do exame "TC do tórax" do paciente "Carlos Nve" como passo próprio
      Então o sistema "PACS" recebe o aviso de que o exame "TC do tórax" do paciente "Carlos Nve" terminou
      E o exame "TC do tórax" do paciente "Carlos Nve" tem 2 passos realizados com números diferentes sob um só identificador de exame

    @RAD-20 @RAD-21 @TC-ACQ-009 @shall @negative
    Cenário: Uma reconstrução interrompida não desfaz o exame
      Dado que o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      Quando o radiologista começa uma reconstrução do exame "TC do tórax" do paciente "Carlos Nve" e interrompe-a
      Então o médico requisitante vê o exame "TC do tórax" do paciente "Carlos Nve" com o estado "concluído"
      E o número de entradas do paciente "Carlos Nve" na lista de trabalho do equipamento "CT_ER1" é 0
