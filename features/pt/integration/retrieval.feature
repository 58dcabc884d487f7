# language: pt
# Gerado com «interop translate» a partir de features/integration/retrieval.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-14 @RAD-16
Funcionalidade: Quem relata encontra todos os exames do paciente, e só os seus
  Os exames anteriores decidem o que significa um achado.
  Um exame que não se encontra é um exame que não foi feito; um a mais é de outra pessoa.

  Regra: Uma pesquisa responde com tudo o que coincide e nada mais

    @TC-QRY-001 @shall @positive
    Cenário: Todos os exames de um paciente são encontrados pelo seu identificador
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      E o exame "RM crânio-encefálica" da paciente "Ana Torres" foi realizado no equipamento "MR_1"
      Quando o radiologista pesquisa no sistema "PACS" o identificador da paciente "Ana Torres"
      Então a pesquisa encontra 2 exames
      E a pesquisa encontra o exame "TC do tórax" da paciente "Ana Torres"
      E a pesquisa encontra o exame "RM crânio-encefálica" da paciente "Ana Torres"

    @FIELD-03 @TC-QRY-002 @shall @negative
    Cenário: Um identificador sem os zeros iniciais não encontra nada
      Dado que a paciente "Marta Okenve" consta do registo da receção
      E o exame "Radiografia do tórax" da paciente "Marta Okenve" foi realizado no equipamento "DX_1"
      Quando o radiologista pesquisa no sistema "PACS" o identificador da paciente "Marta Okenve" sem os zeros iniciais
      Então a pesquisa encontra 0 exames

    @TC-QRY-003 @shall @positive
    Cenário: O número de acesso da requisição encontra um só exame
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "TC do tórax" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      E o exame "TC crânio-encefálica sem contraste" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      Quando o radiologista pesquisa no sistema "PACS" o número de acesso do exame "TC do tórax" do paciente "Luis Mba"
      Então a pesquisa encontra 1 exame
      E a pesquisa encontra o exame "TC do tórax" do paciente "Luis Mba"

    @MESA-401 @TC-QRY-004 @should @positive
    Cenário: Os exames de um paciente distinguem-se pela modalidade das suas imagens
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      E o exame "RM crânio-encefálica" da paciente "Ana Torres" foi realizado no equipamento "MR_1"
      Quando o radiologista pesquisa no sistema "PACS" os exames da paciente "Ana Torres" com imagens da modalidade "MR"
      Então a pesquisa encontra 1 exame
      E a pesquisa encontra o exame "RM crânio-encefálica" da paciente "Ana Torres"

    @MESA-406 @TC-QRY-005 @shall @positive
    Cenário: O início de um nome e um dia encontram o exame
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "Radiografia do tórax" do paciente "Luis Mba" foi realizado no equipamento "DX_1"
      Quando o radiologista pesquisa no sistema "PACS" os exames de hoje com nomes parecidos com o do paciente "Luis Mba"
      Então a pesquisa encontra o exame "Radiografia do tórax" do paciente "Luis Mba"

    @MESA-402 @MESA-404 @TC-QRY-006 @shall @positive
    Cenário: As séries e as imagens podem ser consultadas uma a uma
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "RM crânio-encefálica" da paciente "Ana Torres" foi realizado no equipamento "MR_1"
      Quando o técnico acrescenta uma série ao exame "RM crânio-encefálica" da paciente "Ana Torres"
      Então o número de séries do exame "RM crânio-encefálica" da paciente "Ana Torres" no sistema "PACS" é 2
      E o número de imagens do exame "RM crânio-encefálica" da paciente "Ana Torres" no sistema "PACS" é 4

  Regra: Uma recuperação entrega tudo o que foi pedido, ou diz o que falta

    @MESA-405 @TC-RET-001 @shall @positive
    Cenário: Um exame é recuperado pela ligação da própria estação de trabalho
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o radiologista recupera do sistema "PACS", pela sua própria ligação, o exame "TC do tórax" da paciente "Ana Torres"
      Então as imagens obtidas do exame "TC do tórax" da paciente "Ana Torres" são as que foram feitas

    @MESA-412 @MESA-414 @TC-RET-002 @shall @positive
    Cenário: As imagens-chave marcadas voltam com o exame
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "TC do tórax" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      Quando o radiologista marca imagens-chave no exame "TC do tórax" do paciente "Luis Mba"
      Então as imagens do exame "TC do tórax" do paciente "Luis Mba" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E as imagens-chave do exame "TC do tórax" do paciente "Luis Mba" remetem para imagens do mesmo exame

    @TC-RET-003 @shall @negative
    Cenário: É pedido um exame para uma estação de trabalho que ninguém conhece
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o radiologista envia o exame "TC do tórax" da paciente "Ana Torres" a partir do sistema "PACS" para a estação desconhecida "NOWHERE"
      Então o sistema "PACS" recusa a recuperação com o motivo "destino desconhecido"

    @TC-RET-004 @shall @negative
    Cenário: Um exame que não existe não é entregue como um êxito vazio
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o radiologista recupera do sistema "PACS" um exame que nunca foi feito
      Então nada é entregue, e o sistema "PACS" não afirma ter enviado coisa alguma
